package apiserver

import (
	"os"
	"runtime"
	"strings"

	"k8s.io/klog/v2"
)

// hookRunner is the function of Kubernetes in which a hook after the start
// runs, in a goroutine of its own.
const hookRunner = "k8s.io/apiserver/pkg/server.runPostStartHook"

// FailHooksAlone keeps a hook that fails from ending the process, which serves
// other clusters too. Kubernetes ends it, for there it has one server; on a busy
// machine thirty seconds can be too short for the roles of a new cluster, and a
// server that is stopped meanwhile lets its hooks fail as well. A server whose
// hook failed never gets ready, and is started again for that.
func FailHooksAlone() { klog.OsExit = aloneOr(os.Exit) }

func aloneOr(exit func(int)) func(int) {
	return func(code int) {
		if inHook() {
			runtime.Goexit()
		}
		exit(code)
	}
}

func inHook() bool {
	calls := make([]uintptr, 64)
	frames := runtime.CallersFrames(calls[:runtime.Callers(1, calls)])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, hookRunner) {
			return true
		}
		if !more {
			return false
		}
	}
}
