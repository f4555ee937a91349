package operation

import (
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Refused is the error of a run that nothing but somebody's word would allow.
type Refused struct{ cause error }

func (r *Refused) Error() string { return r.cause.Error() }

// Unwrap returns the error with its code.
func (r *Refused) Unwrap() error { return r.cause }

func refuse(code fault.Code, format string, values ...any) error {
	return &Refused{fault.Errorf(code, format, values...)}
}

// NoLab is the error of a name or an archive that is that of no lab here, or can be of none.
type NoLab struct{ cause error }

func (n *NoLab) Error() string { return n.cause.Error() }

// Unwrap returns the error with its code.
func (n *NoLab) Unwrap() error { return n.cause }

func noLab(code fault.Code, format string, values ...any) error {
	return &NoLab{fault.Errorf(code, format, values...)}
}
