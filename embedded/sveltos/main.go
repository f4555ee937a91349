// Command kaaslab-sveltos is Sveltos' addon-controller, the program that puts
// add-ons on clusters, as a child of kaaslab-embedded. It is a program and a
// module of its own, because it wants other versions of libraries, and because
// it ends its process when something fails.
//
// It takes the flags of the addon-controller. What keeps it alive is its
// standard input: when that ends, its parent has, however it came to that.
package main

import (
	"io"
	"os"

	"github.com/projectsveltos/addon-controller/pkg/app"
)

func main() {
	go endWithParent(os.Stdin)
	app.Run()
}

// endWithParent ends the process when nobody holds the other end of the pipe.
// What the controller was doing is done again by the next one, as after a crash.
func endWithParent(parent io.Reader) {
	_, _ = io.Copy(io.Discard, parent)
	os.Exit(1)
}
