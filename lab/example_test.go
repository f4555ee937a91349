package lab_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/spec"
)

// A lab of the program's own is made, changed and removed.
func Example() {
	ctx, options := context.Background(), lab.Options{StateDir: "/var/lib/shop", CacheDir: "/var/cache/shop"}
	for _, workers := range []string{"1", "3"} {
		wanted, _, err := spec.Parse("shop", []byte("{apiVersion: kaaslab.dev/v1alpha1, kind: Lab, name: shop, workloadClusters: [{name: one, workers: [{name: md-0, replicas: "+workers+"}]}]}"), nil)
		if err != nil {
			log.Fatal(err)
		}
		l, err := lab.New(wanted, options)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := l.Apply(ctx, lab.ApplyOptions{Events: func(e lab.Event) { fmt.Println(e.Step, e.Type) }}); err != nil {
			log.Fatal(err)
		}
		for _, cluster := range l.Status(ctx).WorkloadClusters {
			fmt.Println(cluster.Name, cluster.State, cluster.Workers)
		}
	}
	l, err := lab.Find(ctx, "shop", lab.Place{}, options)
	if err == nil {
		_, err = l.Destroy(ctx, lab.DestroyOptions{})
	}
	if err != nil {
		log.Fatal(err)
	}
}
