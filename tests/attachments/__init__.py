"""Tests of attachments: files, photographs, pictures."""
