"""The tests. What a test is named is the rule it keeps."""
