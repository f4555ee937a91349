package install

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-logr/logr"
	clusterctllog "sigs.k8s.io/cluster-api/cmd/clusterctl/log"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kaaslab/kaaslab/executor"
)

// listener hears what the library says. The library has one logger for the whole process.
var listener atomic.Pointer[executor.Report]

// redirectLogs keeps the library and what it is built on from writing to stderr, in the middle of what kaaslab prints
// there: without a logger, controller-runtime prints a goroutine dump after half a minute.
var redirectLogs = sync.OnceFunc(func() {
	clusterctllog.SetLogger(logr.New(progressSink{}))
	ctrllog.SetLogger(logr.Discard())
})

// listen passes what the library says to a report, until the returned function is called.
func listen(report executor.Report) (stop func()) {
	listener.Store(&report)
	return func() { listener.CompareAndSwap(&report, nil) }
}

// progressSink turns the library's messages of the least detail into progress.
type progressSink struct{}

func (progressSink) Init(logr.RuntimeInfo)                  {}
func (progressSink) Enabled(level int) bool                 { return level == 0 }
func (progressSink) Error(error, string, ...any)            {}
func (s progressSink) WithValues(...any) logr.LogSink       { return s }
func (s progressSink) WithName(string) logr.LogSink         { return s }
func (progressSink) Info(_ int, text string, values ...any) { tell(progressText(text, values)) }

func tell(text string) {
	if report := listener.Load(); report != nil {
		(*report)(text)
	}
}

// progressText writes a message in the style of kaaslab's own.
func progressText(text string, values []any) string {
	var line strings.Builder
	line.WriteString(strings.ToLower(text[:min(1, len(text))]) + strings.TrimRight(text[min(1, len(text)):], "."))
	for i := 0; i+1 < len(values); i += 2 {
		if name := fmt.Sprint(values[i]); name == "provider" || name == "version" {
			fmt.Fprintf(&line, " %v", values[i+1])
		}
	}
	return line.String()
}
