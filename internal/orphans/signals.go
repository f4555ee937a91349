package orphans

import (
	"os"
	"os/signal"
	"syscall"
)

// heed lets programs that the tests start take signals as those of a shell do, though this process was started to ignore some, by
// nohup or in the background of a script. A program inherits what is ignored, and not what is caught.
func heed() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s) // nobody listens: it is ignored here as before
		}
	}
}
