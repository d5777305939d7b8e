"""What two features or more use. A page is built like this (ui/backups/page.py is the example):

1. `ui/<feature>/page.py` holds one subclass of `page.Page`. Its constructor takes the `Context`
   and nothing else, names itself, and fills `self.body` and `self.buttons`.
2. `kinds` names the kinds of record it shows (Entity names); `reload()` reads one snapshot of
   frozen rows from a service and hands it to its models. Nothing else reads. The base class calls
   it when the page is shown after a change, or at once when it is visible.
3. A list is a `tables.SnapshotModel` with `tables.Column`s declared once, in a `tables.Table`.
   `searchable = True` and `search()` connect it to the search field of the window.
4. A user's action is one service call in `ctx.perform(...)`: errors are shown as sentences, every
   page is told, and a toast offers Undo. Longer work goes through `ctx.jobs.run(...)`.
5. Questions go through `ctx.ask`, other pages are reached by `ctx.bus.go(key, detail)`, texts that
   are being written are registered with `ctx.drafts`.
6. The page is entered in `ui/main_window/pages.py`, with a factory that imports it when called:
   modules of services and of storage are imported at the top of a page, never at the top of what
   is shown before the password (ui.app, ui.main_window, ui.common, ui.unlock, ui.welcome).
"""
