// Package chromium starts a real browser for tests.
package chromium

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a test may use its browser, on a machine that is busy with other tests.
const patience = 3 * time.Minute

// Start starts a browser with a window of that size, which ends with the test. Without one on the machine, the test says so
// and is skipped.
func Start(t testing.TB, width, height int) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height),
		chromedp.Flag("force-device-scale-factor", "1"), chromedp.WSURLReadTimeout(time.Minute))
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endTab := chromedp.NewContext(allocator)
	ctx, endTime := context.WithTimeout(ctx, patience)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		endTime()
		endTab()
		endAllocator()
	})
	return ctx
}

func path(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("not in short mode: this starts a browser")
	}
	for _, name := range []string{os.Getenv("KAASLAB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && name != "" {
			return path
		}
	}
	t.Skip("there is no Chromium on this machine; install Debian's package chromium, or name one with KAASLAB_CHROMIUM")
	return ""
}
