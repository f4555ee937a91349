package k3d

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/k3d-io/k3d/v5/pkg/logger"
	k3d "github.com/k3d-io/k3d/v5/pkg/types"
	"github.com/k3d-io/k3d/v5/version"
	"github.com/sirupsen/logrus"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// k3dVersion is the version of the library. As a library it does not know, and would take the newest image of its helpers
// (hazard H13). A test compares it with the module's.
const k3dVersion = "v5.9.0"

// noReadyLine keeps the library from waiting for a line in the log of its load balancer. It only looks at what was logged from
// the second on in which Docker says that the container started, and the load balancer is up within milliseconds: a line of the
// second before would be waited for without end. AwaitReady asks the API server through the load balancer anyway.
const noReadyLine = ""

// noLineToWaitFor is how the library complains about that.
const noLineToWaitFor = "no target log message defined"

// fence is the state that the library has one of: its log, and what it does when it gives up. One call at a time is inside.
var fence struct {
	sync.Mutex
	lines lines
}

var buildFence = sync.OnceFunc(func() {
	version.Version = k3dVersion
	k3d.ReadyLogMessagesByRoleAndIntent[k3d.LoadBalancerRole] = map[k3d.Intent]string{k3d.IntentAny: noReadyLine}
	log := logger.Log()
	log.SetOutput(io.Discard) // it writes to stderr, in the middle of what kaaslab prints there
	log.SetLevel(logrus.InfoLevel)
	log.AddHook(&fence.lines)
	log.ExitFunc = func(int) { runtime.Goexit() } // ends the goroutine, not the process
})

func balancerImage() string {
	buildFence()
	return k3d.GetLoadbalancerImage()
}

var errGaveUp = fault.Errorf(fault.K3dFailed, "k3d gave up")

// inside calls the library. What it logs is reported; what it logs as an error is added to its own errors, which often do
// not say what was wrong.
func (f *fenced) inside(report executor.Report, call func() error) error {
	buildFence()
	fence.Lock()
	defer fence.Unlock()
	restore, err := f.engine.Endpoint().Export()
	if err != nil {
		return err
	}
	defer restore()
	defer logrus.SetLevel(logrus.GetLevel()) // which the library sets for the whole process with each call of Docker
	fence.lines.begin(report)
	defer fence.lines.begin(nil)
	done := make(chan error, 1)
	go func() {
		err := errGaveUp
		defer func() {
			if value := recover(); value != nil {
				err = executor.Final(fault.Errorf(fault.K3dFailed, "k3d panicked: %v", value))
			}
			done <- err
		}()
		err = call()
	}()
	err = <-done
	if complaints := fence.lines.complaints(); err != nil && complaints != "" {
		err = fmt.Errorf("%w (%s)", err, complaints)
	}
	return fault.Wrap(fault.K3dFailed, err)
}

// lines takes what the library logs. None of it holds the cluster's token, which it logs at lower levels only.
type lines struct {
	mu     sync.Mutex
	report executor.Report
	errors []string
}

func (l *lines) begin(report executor.Report) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.report, l.errors = report, nil
}

func (l *lines) complaints() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.errors, "; ")
}

// Levels implements logrus.Hook.
func (*lines) Levels() []logrus.Level { return logrus.AllLevels[:logrus.InfoLevel+1] }

// Fire implements logrus.Hook.
func (l *lines) Fire(entry *logrus.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	message := strings.TrimSpace(entry.Message)
	switch {
	case l.report == nil || message == "" || strings.Contains(message, noLineToWaitFor):
	case entry.Level <= logrus.ErrorLevel:
		l.errors = append(l.errors, message)
	default:
		l.report("k3d: " + message)
	}
	return nil
}
