package executor

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Signals turns Ctrl-C, the request to terminate and the end of the terminal into the two stages of an interruption: the
// first signal ends stop, the second ends kill, which stop comes from. After that, and after release, the signals have their
// usual effect again, so that the third ends the process, whatever hangs in it.
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

func stages(kill context.Context, signals chan os.Signal, endStop, endKill context.CancelCauseFunc) {
	for _, end := range []func(){
		func() { endStop(ErrStopped) },
		func() { letThrough(signals); endKill(ErrStopped) },
	} {
		select {
		case <-signals:
			end()
		case <-kill.Done():
			return
		}
	}
}

// letThrough gives the signals their usual effect back, one that has come already too.
func letThrough(signals chan os.Signal) {
	signal.Stop(signals)
	select {
	case s := <-signals:
		if number, is := s.(syscall.Signal); is {
			_ = syscall.Kill(os.Getpid(), number)
		}
	default:
	}
}
