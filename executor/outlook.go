package executor

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Outlook is what can be said of an error: whether the same call may succeed a moment later. Errors pass by themselves
// unless they are known not to.
type Outlook int

// The outlooks. Types of errors tell theirs with a method Outlook.
const (
	// Unclear is the outlook of an error of which nothing is known. The call is repeated for a while, and then given up.
	Unclear Outlook = iota
	// Passing errors go away by themselves, such as a connection that was refused or a conflicting write. The call is repeated
	// until the deadline of the step.
	Passing
	// Lasting errors stay until somebody changes something. The step fails at once.
	Lasting
)

// Judge is a Handler that knows the errors of the library that it calls.
type Judge interface {
	// Outlook says of an error of the handler whether the same call may succeed a moment later.
	Outlook(err error) Outlook
}

// Final marks an error that no repetition heals.
func Final(err error) error { return withOutlook(err, Lasting) }

// Transient marks an error that goes away by itself, though it may take a while.
func Transient(err error) error { return withOutlook(err, Passing) }

func withOutlook(err error, outlook Outlook) error {
	if err == nil {
		return nil
	}
	return judged{err, outlook}
}

type judged struct {
	error
	outlook Outlook
}

func (j judged) Outlook() Outlook { return j.outlook }
func (j judged) Unwrap() error    { return j.error }

// OutlookOf believes the outermost error that says something, for whoever wrapped it knew more; then the handler whose error
// it is; then what its cause is known to be like.
func OutlookOf(err error, handler Handler) Outlook {
	var known interface{ Outlook() Outlook }
	if errors.As(err, &known) {
		return known.Outlook()
	}
	if judge, knows := handler.(Judge); knows {
		if outlook := judge.Outlook(err); outlook != Unclear {
			return outlook
		}
	}
	switch {
	case lasting[fault.Of(err)], errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return Lasting
	case isConnectionTrouble(err):
		return Passing
	}
	return Unclear
}

// lasting are the causes that stay as they are until somebody changes something: the lab file, the machine, or what belongs
// to somebody else.
var lasting = setOf(
	fault.BelongsToOthers, fault.OthersNotReady, fault.ImpossibleUpgrade, fault.MadeOtherwise, fault.NeedsLeave, fault.NotThere, fault.NotInThisBuild,
	fault.ForeignFile, fault.WrongDownload, fault.KernelSetting, fault.NoKernelSetting, fault.FailedChecks, fault.NoEmbeddedProgram, fault.WrongProgram,
	fault.EmbeddedEnded, fault.StrangeProcess, fault.UsersKubeconfig, fault.WrongKubeconfig,
	fault.DockerPermission, fault.DockerTooOld, fault.DockerWindows, fault.DockerContext, fault.NoFreeAddresses, fault.NetworkDiffers, fault.NotUnique,
	fault.OthersOnDocker, fault.K3dCannotChange,
	fault.NotAllowed, fault.DamagedRecord, fault.ProviderRepository, fault.WrongClass, fault.ChartDiffers, fault.AddonFailed,
	fault.WrongRange, fault.Bug,
)

func setOf(codes ...fault.Code) map[fault.Code]bool {
	set := make(map[fault.Code]bool, len(codes))
	for _, code := range codes {
		set[code] = true
	}
	return set
}

// isConnectionTrouble finds a connection that could not be made, or that broke: whoever should answer may be starting anew.
func isConnectionTrouble(err error) bool {
	for _, trouble := range []error{syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, trouble) {
			return true
		}
	}
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// suggested is how long whoever answered with the error asks to be left alone.
func suggested(err error) time.Duration {
	var busy interface{ RetryAfter() time.Duration }
	if errors.As(err, &busy) {
		return busy.RetryAfter()
	}
	return 0
}
