"""What somebody puts into a folder that others write to: links, pipes, junk and files of a machine itself."""
