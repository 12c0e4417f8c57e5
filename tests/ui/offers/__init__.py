"""Every action of the window is offered exactly when its service would accept it."""
