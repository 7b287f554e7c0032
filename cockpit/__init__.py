"""The municipal governance cockpit: operators' files become editions, editions become answers, figures and pages."""
