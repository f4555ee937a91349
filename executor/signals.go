package executor

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Signals turns Ctrl-C, the request to terminate and the end of the terminal into the two stages of an interruption: the
// first signal ends stop, the second ends kill, which stop comes from. After release the signals have their usual effect
// again.
//
//	stop, kill, release := executor.Signals(ctx)
//	defer release()
//	err := executor.Run(kill, plan, handlers, executor.Options{Stop: stop.Done()})
func Signals(ctx context.Context) (stop, kill context.Context, release func()) {
	kill, endKill := context.WithCancelCause(ctx)
	stop, endStop := context.WithCancelCause(kill)
	signals := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as after nohup
			signal.Notify(signals, s)
		}
	}
	go stages(kill, signals, endStop, endKill)
	return stop, kill, func() {
		signal.Stop(signals)
		endKill(nil)
	}
}

func stages(kill context.Context, signals <-chan os.Signal, ends ...context.CancelCauseFunc) {
	for _, end := range ends {
		select {
		case <-signals:
			end(ErrStopped)
		case <-kill.Done():
			return
		}
	}
}
