package profiles

import (
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// The states of a feature, in Sveltos' words.
const (
	provisioned        = "Provisioned"
	failed             = "Failed"
	failedNonRetriable = "FailedNonRetriable"
)

// tooLate is what an API server says to who writes what somebody else has changed meanwhile. Sveltos looks at it again by itself,
// so that it says nothing about an add-on.
const tooLate = "the object has been modified; please apply your changes to the latest version"

// judgeFeature says what keeps the charts or the manifests of a profile from being installed.
func (s *summary) judgeFeature(id string) judgement {
	for _, f := range s.Status.Features {
		if f.ID != id {
			continue
		}
		switch f.Status {
		case provisioned:
			return judgement{}
		case failedNonRetriable:
			return judgement{final: true, failed: true, waitsFor: id + " failed for good: " + s.reason(f) +
				"; Sveltos tries again when the profile or the cluster changes"}
		case failed:
			reason := s.reason(f)
			return judgement{failed: !strings.Contains(reason, tooLate), waitsFor: id + " failed, Sveltos tries again: " + reason}
		}
		return judgement{waitsFor: id + " is " + f.Status + after(s.reason(f))}
	}
	if s.Status.Dependencies != "" {
		return judgement{waitsFor: kube.FirstLine(s.Status.Dependencies)}
	}
	return judgement{waitsFor: id + " has not begun"}
}

// reason prefers what is said of a single release, which names it.
func (s *summary) reason(f featureSummary) string {
	for _, r := range s.Status.Releases {
		switch {
		case f.ID != "Helm":
		case r.ConflictMessage != "":
			return "release " + r.Release + ": " + kube.FirstLine(r.ConflictMessage)
		case r.FailureMessage != "":
			return "release " + r.Release + ": " + kube.FirstLine(r.FailureMessage)
		}
	}
	return kube.FirstLine(f.FailureMessage)
}

func after(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}
