"""Finding a candidate, an item, a criterion, a page or an action by words."""
