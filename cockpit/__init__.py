"""The municipal governance cockpit: files become editions, editions become answers, figures and pages."""
