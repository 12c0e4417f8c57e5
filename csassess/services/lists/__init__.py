"""Lists and workbooks that go to and come from the office."""
