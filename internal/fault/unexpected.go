package fault

// What should not happen.
const (
	Unexpected Code = "KL9001"
	Bug        Code = "KL9002"
)

var unexpected = Area{"What should not happen", []Entry{
	{Unexpected, "An error that kaaslab has no words of its own for", "Something failed of which kaaslab knows no more than the message says.",
		"Act on the message if you can. If the message is of no use, please report it: it deserves a code of its own."},
	{Bug, "A bug in kaaslab", "kaaslab found itself in a state that should not exist.",
		"Please report it with the whole message. What was done stays, and running the same command again does no harm."},
}}
