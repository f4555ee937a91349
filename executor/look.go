package executor

import (
	"context"
	"fmt"
	"time"
)

// lookAgain is how looking at a lab is repeated: somebody waits for the answer, and a server that is down for long is news.
var lookAgain = Retry{Most: 2 * time.Second, Unclear: 3 * time.Second, Passing: 10 * time.Second}

// look asks until there is an answer, or until asking makes no sense any more. It says why it asks again; where
// nobody listens it asks once.
func look[T any](ctx context.Context, handler Handler, again func(string), ask func() (T, error)) (T, error) {
	tries := attempts{retry: lookAgain.withDefaults(), handler: handler}
	for {
		answer, err := call(ctx, ask)
		if err == nil || ctx.Err() != nil || again == nil {
			return answer, err
		}
		pause, final := tries.failed(err)
		if final != nil {
			return answer, final
		}
		again(fmt.Sprintf("looking again: %v", err))
		if !sleep(ctx, pause) {
			return answer, err
		}
	}
}
