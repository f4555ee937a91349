package fault

import (
	"errors"
	"fmt"
)

// Coded is an error that knows its code. Types of errors implement it; Errorf and Wrap are for the rest.
type Coded interface {
	error
	FaultCode() Code
}

// coded gives an error a code. The text stays as it is: the code is shown by what shows the error.
type coded struct {
	code Code
	error
}

// FaultCode implements Coded.
func (c coded) FaultCode() Code { return c.code }

// Unwrap returns the error without its code.
func (c coded) Unwrap() error { return c.error }

// Errorf is fmt.Errorf for an error with a code. As with Wrap, the code of an error that it wraps counts more.
func Errorf(code Code, format string, values ...any) error {
	return Wrap(code, fmt.Errorf(format, values...))
}

// Wrap gives an error a code, unless it wraps one that has its own: who is nearer to the cause knows it better.
func Wrap(code Code, err error) error {
	if err == nil || Of(err) != "" {
		return err
	}
	return coded{code, err}
}

// Of is the code of an error, or of the first error that it wraps and that has one. It is empty if there is none.
func Of(err error) Code {
	var known Coded
	if errors.As(err, &known) {
		return known.FaultCode()
	}
	return ""
}
