"""The screen of the Cohort Workbook. Qt only: no SQL, no rules."""
