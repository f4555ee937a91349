package volumes

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/sirupsen/logrus"
)

// socketRefused is how the library ends what it says of a socket.
const socketRefused = "archive/tar: sockets not supported"

// complaints are what the library of archives could not do. It tells its log and goes on, for a container may change while it is read;
// here nothing runs, and what is left out is lost.
type complaints struct {
	lock sync.Mutex
	all  []error
}

// heed does something, and makes an error of the first thing that the library tells its log meanwhile, which is the process's.
func heed(work func() error) error {
	var heard complaints
	log := logrus.StandardLogger()
	out, hooks := log.Out, log.ReplaceHooks(logrus.LevelHooks{})
	defer func() {
		log.SetOutput(out)
		log.ReplaceHooks(hooks)
	}()
	log.SetOutput(io.Discard)
	log.AddHook(&heard)
	err := work()
	return cmp.Or(err, heard.first())
}

// Levels implements logrus.Hook.
func (*complaints) Levels() []logrus.Level { return logrus.AllLevels[:logrus.WarnLevel+1] }

// Fire implements logrus.Hook.
func (c *complaints) Fire(entry *logrus.Entry) error {
	if strings.HasSuffix(entry.Message, socketRefused) {
		return nil
	}
	text := entry.Message
	if more, has := entry.Data["errors"]; has {
		text = fmt.Sprintf("%s: %v", text, more)
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	c.all = append(c.all, errors.New(strings.TrimSpace(text)))
	return nil
}

func (c *complaints) first() error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.all) == 0 {
		return nil
	}
	return c.all[0]
}
