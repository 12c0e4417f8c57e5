"""Files of people and machines that write in the name of others, or out of their time."""
