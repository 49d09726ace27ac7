package race

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

const asWorker = "RACE_TEST_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) == "" {
		os.Exit(m.Run())
	}
	err := Serve(os.Stdin, os.Stdout,
		Each("allocate", func() error { sink = make([]byte, 1000); return nil }),
		Each("fail", func() error { return errors.New("out of luck") }))
	if err != nil {
		panic(err)
	}
}

var sink []byte

func TestARatioIsTheMedianOfTheRoundsRatios(t *testing.T) {
	ours := Figures{Times: []float64{10, 20, 90}}
	its := Figures{Times: []float64{5, 20, 30}}
	if got := ours.Ratio(its); got != 2 {
		t.Errorf("2, 1 and 3 have the median %v", got)
	}
	if got := (Figures{Times: []float64{4, 1, 3, 2}}).Median(); got != 2.5 {
		t.Errorf("1 to 4 have the median %v", got)
	}
}

func TestContendersTakeTurnsBackAndForth(t *testing.T) {
	var turns []string
	turn := func(name string) Contender {
		return Contender{Name: name, Batch: 1, Prepare: func(int) error { return nil }, Work: func(int) error {
			turns = append(turns, name)
			return nil
		}}
	}
	if _, err := (Race{Rounds: 2}).Run(turn("a"), turn("b"), turn("c")); err != nil {
		t.Fatal(err)
	}
	if want := strings.Split("abccba", ""); !slices.Equal(turns, want) {
		t.Errorf("the turns were %q", turns)
	}
}

func TestAContenderThatFailsIsNamed(t *testing.T) {
	_, err := Race{Rounds: 1}.Run(Each("unlucky", func() error { return errors.New("out of luck") }))
	if err == nil || err.Error() != "unlucky: out of luck" {
		t.Errorf("the error is %v", err)
	}
}

func TestAWorkersContendersRaceToo(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWorker+"=1")
	worker, err := Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	race := Race{Rounds: 2, Slice: time.Millisecond}
	measured, err := race.Run(worker.Contender("there", "allocate"), Each("here", func() error { sink = nil; return nil }))
	if err != nil {
		t.Fatal(err)
	}
	there := measured[0]
	if there.Name != "there" || len(there.Times) != 2 || there.Median() <= 0 || there.Allocs < 1 || there.Allocs > 1.5 {
		t.Errorf("the worker's figures are %+v", there)
	}
	for contender, want := range map[string]string{"fail": "x: out of luck", "nobody": "x: no contender nobody"} {
		if _, err := race.Run(worker.Contender("x", contender)); err == nil || err.Error() != want {
			t.Errorf("asked for %s the worker says %v", contender, err)
		}
	}
	if err := worker.Close(); err != nil {
		t.Error(err)
	}
}
