// Command kaaslab turns one lab.yaml into a Kubernetes-as-a-Service lab and keeps it so.
package main

import (
	"context"
	"os"

	"github.com/kaaslab/kaaslab/internal/cli"
)

func main() { os.Exit(cli.Main(context.Background(), os.Args)) }
