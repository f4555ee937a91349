package handlertest

// check is one rule of the contract.
type check struct {
	name string
	// without returns why the check cannot be made for a subject, or nothing.
	without func(Subject) string
	run     func(*subjectTest)
}

var checks = []check{
	{"nothing is observed as nothing", notAlwaysThere, checkNothing},
	{"what is applied is observed at once", always, checkAccepted},
	{"what is applied is observed as it was applied", always, checkApplied},
	{"applying again changes nothing", always, checkRepeat},
	{"a change is observed", hook("Changed", func(s Subject) bool { return s.Changed != nil }), checkChanged},
	{"drift is observed and repaired", hook("Drift", func(s Subject) bool { return s.Drift != nil }), checkDrift},
	{"somebody else's is not taken over", hook("Foreign", func(s Subject) bool { return s.Foreign != nil }), checkForeign},
	{"somebody else's is not deleted", hook("Foreign", func(s Subject) bool { return s.Foreign != nil }), checkForeignDelete},
	{"a copy with our labels is not ours", hook("Copy", func(s Subject) bool { return s.Copy != nil }), checkCopy},
	{"a look-alike of another lab with the same name is not ours", hook("LookAlike", func(s Subject) bool { return s.LookAlike != nil }), checkLookAlike},
	{"an object that vanishes between list and read is no error", hook("Vanishing", func(s Subject) bool { return s.Vanishing != nil }), checkVanishing},
	{"an object that appears between look and create is a stranger's", hook("Appearing", func(s Subject) bool { return s.Appearing != nil }), checkAppearing},
	{"what is deleted is gone", notAlwaysThere, checkDeleted},
	{"deleting what is not there is no error", notAlwaysThere, checkDeleteMissing},
	{"a wait for readiness ends with its context", hook("NeverReady", func(s Subject) bool { return s.NeverReady != nil }), checkReadyCancelled},
	{"a wait for the end ends with its context", hook("NeverGone", func(s Subject) bool { return s.NeverGone != nil }), checkGoneCancelled},
	{"who cannot look says so", hook("Broken", func(s Subject) bool { return s.Broken != nil }), checkBroken},
}

func always(Subject) string { return "" }

func notAlwaysThere(s Subject) string {
	if s.AlwaysThere == "" {
		return ""
	}
	return "the resource is always there: " + s.AlwaysThere
}

func hook(name string, given func(Subject) bool) func(Subject) string {
	return func(s Subject) string {
		if given(s) {
			return ""
		}
		if reason := s.Without[name]; reason != "" {
			return reason
		}
		return "the subject has no " + name
	}
}
