package record

import (
	"cmp"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// TestStrangersOnADaemon: on a real Docker daemon a lab touches nothing of others, and leaves nothing of its own.
func TestStrangersOnADaemon(t *testing.T) {
	host := os.Getenv("KAASLAB_DOCKER_HOST")
	if !*whole || *only != "" || host == "" {
		t.Skip("make strangers runs it, on a daemon of its own")
	}
	number := cmp.Or(*seed, rand.Uint64())
	t.Logf("make strangers RECORD_ARGS='-seed %d'", number)
	d := &Daemon{Site: &Site{Lab: "among", program: program(t), dir: t.TempDir(), docked: host}, dock: &dock{host: host}, r: rand.New(rand.NewPCG(number, 0))}
	must(t, d.write(dockerLab))
	must(t, d.importNobody(t.Context(), t.TempDir()))
	must(t, d.empty(t.Context()))
	begun, made, strangers := time.Now(), 0, 0
	for range populations {
		well, err := d.populate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if well {
			made++
		}
		strangers += len(d.beside)
	}
	publish(t, DaemonSection(origin(), number, made, strangers, time.Since(begun)))
}
