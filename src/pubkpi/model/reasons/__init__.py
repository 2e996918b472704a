"""What comes of asking why: scenarios, levers, forecasts, and how firm a result is."""
