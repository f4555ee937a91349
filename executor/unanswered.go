package executor

import (
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Unanswered is the error of a request that was sent and not answered for so long.
type Unanswered struct {
	// By is who was asked, such as the API server.
	By     string
	Within time.Duration
	// Look is what to look at, and to do.
	Look string
	// Code is that of a server which cannot be asked.
	Code fault.Code
}

// Error says for how long.
func (u Unanswered) Error() string {
	return u.By + " has not answered within " + u.Within.String() + "; " + u.Look
}

// FaultCode implements fault.Coded.
func (u Unanswered) FaultCode() fault.Code { return u.Code }

// Outlook says that the next request may be answered.
func (Unanswered) Outlook() Outlook { return Passing }
