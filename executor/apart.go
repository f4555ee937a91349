package executor

import (
	"errors"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apart is the error of an observer that must not look, because what it would see has nothing to do with the lab: the lab's
// things of its kinds are elsewhere, if there are any. A plan leaves those kinds alone and says so; nothing of them is there,
// and nothing of them is gone.
type Apart struct{ Reason string }

// Error returns the reason.
func (a *Apart) Error() string { return a.Reason }

// FaultCode implements fault.Coded.
func (*Apart) FaultCode() fault.Code { return fault.OtherDocker }

// Outlook says that another look is of no use.
func (*Apart) Outlook() Outlook { return Lasting }

// takeApart takes those errors out that say that kinds are apart, and returns these with the reason.
func takeApart(observers []observer, errs []error) map[planner.Kind]string {
	apart := map[planner.Kind]string{}
	for i, err := range errs {
		var elsewhere *Apart
		if !errors.As(err, &elsewhere) {
			continue
		}
		for _, kind := range observers[i].kinds {
			apart[kind] = elsewhere.Reason
		}
		errs[i] = nil
	}
	return apart
}

// IsApart reports whether an error says that there is nothing to look at.
func IsApart(err error) bool {
	var apart *Apart
	return errors.As(err, &apart)
}
