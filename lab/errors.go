package lab

import (
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/management"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Invalid is a lab file that is wrong. Its Problems list everything that is, each with file, line and column.
type Invalid = spec.Invalid

// UnknownName is a name of a resource in the options of a run that is none of the plan's. Its message proposes the one that was meant.
type UnknownName = planner.UnknownName

// NoLab is a name or an archive that is that of no lab, or can be of none.
type NoLab = operation.NoLab

// Refused is a plan that what is there stands in the way of, such as a thing of the same name that is somebody else's.
type Refused = planner.Refused

// NeedsLeave is a run that is not done without somebody's word: it would lose something, the lab was made elsewhere or its time is
// over. Its message names the option that gives leave, if one does.
type NeedsLeave = operation.Refused

// Held is a lab that another run on this machine is changing. Lab, PID, Command and Started say which.
type Held = statedir.Held

// HeldElsewhere is a lab that a run on another machine is changing.
type HeldElsewhere = management.Held

// Lost is a run whose lease on an existing management cluster somebody else has now, or may have.
type Lost = management.Lost

// Unprepared is a machine that the lab cannot be made on. It says what is missing, and what to do about it.
type Unprepared = executor.Unprepared

// Incomplete is a run in which steps failed. Failed has each with its error, and Skipped those that were not tried because of that.
type Incomplete = executor.Incomplete

// Interrupted is a run whose context ended. Unfinished, Failed and NotStarted say how far it was.
type Interrupted = executor.Interrupted

// Code is the code of an error, such as KL6003, by which docs/errors.md explains its cause and what to do; or nothing for an error
// that is not kaaslab's.
func Code(err error) string { return string(fault.Of(err)) }
