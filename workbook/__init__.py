"""The core of the Cohort Workbook. Runs without Qt and without a screen."""
