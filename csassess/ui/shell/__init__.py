"""The main window: its menus, navigation, screen lock and maintenance."""
