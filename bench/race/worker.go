package race

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Worker is a process that runs contenders of its own, for what can't be built
// into this one. They take turns with those of this process all the same.
type Worker struct {
	cmd      *exec.Cmd
	requests io.WriteCloser
	out      *json.Encoder
	in       *json.Decoder
}

type request struct {
	Contender string
	N         int
}

type reply struct {
	Sample Sample
	Error  string
}

// Start starts a worker: a program that calls [Serve].
func Start(cmd *exec.Cmd) (*Worker, error) {
	requests, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	replies, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &Worker{cmd: cmd, requests: requests, out: json.NewEncoder(requests), in: json.NewDecoder(replies)}, nil
}

// Close ends the worker.
func (w *Worker) Close() error {
	if err := w.requests.Close(); err != nil {
		return err
	}
	return w.cmd.Wait()
}

// Contender stands for the worker's contender of that name.
func (w *Worker) Contender(name, contender string) Contender {
	return Contender{Name: name, turn: func(n int) (Sample, error) {
		var r reply
		if err := w.out.Encode(request{contender, n}); err != nil {
			return Sample{}, err
		}
		if err := w.in.Decode(&r); err != nil {
			return Sample{}, err
		}
		if r.Error != "" {
			return Sample{}, fmt.Errorf("%s", r.Error)
		}
		return r.Sample, nil
	}}
}

// Serve is the worker's side: it measures the contenders that are asked for
// until nobody asks any more.
func Serve(in io.Reader, out io.Writer, contenders ...Contender) error {
	requests, replies := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var asked request
		switch err := requests.Decode(&asked); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := replies.Encode(serve(asked, contenders)); err != nil {
			return err
		}
	}
}

func serve(asked request, contenders []Contender) reply {
	for _, c := range contenders {
		if c.Name == asked.Contender {
			sample, err := c.here(asked.N)
			if err != nil {
				return reply{Error: err.Error()}
			}
			return reply{Sample: sample}
		}
	}
	return reply{Error: "no contender " + asked.Contender}
}
