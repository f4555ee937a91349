package install

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-logr/logr"
	clusterctllog "sigs.k8s.io/cluster-api/cmd/clusterctl/log"

	"github.com/kaaslab/kaaslab/executor"
)

// listen passes what the library says to a report, until the returned function is called, which gives the library the logger that it had:
// it has one for the whole process, and a program may use it beside its labs.
func listen(report executor.Report) (stop func()) {
	before := clusterctllog.Log
	clusterctllog.SetLogger(logr.New(progressSink{report}))
	return func() { clusterctllog.SetLogger(before) }
}

// quiet is for controller-runtime, on which the library is built: it logs to the logger of a context, and without one to that of the
// program, or, if there is none, a goroutine dump to stderr.
func quiet(ctx context.Context) context.Context { return logr.NewContext(ctx, logr.Discard()) }

// progressSink turns the library's messages of the least detail into progress.
type progressSink struct{ report executor.Report }

func (progressSink) Init(logr.RuntimeInfo)                    {}
func (progressSink) Enabled(level int) bool                   { return level == 0 }
func (progressSink) Error(error, string, ...any)              {}
func (s progressSink) WithValues(...any) logr.LogSink         { return s }
func (s progressSink) WithName(string) logr.LogSink           { return s }
func (s progressSink) Info(_ int, text string, values ...any) { s.report(progressText(text, values)) }

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
