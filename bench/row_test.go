package main

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

func TestGoalsAreJudgedByTheRatio(t *testing.T) {
	ours, its := race.Figures{Times: []float64{10}}, race.Figures{Times: []float64{20}}
	for _, c := range []struct {
		goal             goal
		ours, its        race.Figures
		ratio, goalsText string
		met              bool
	}{
		{within(1.1), ours, its, "0.50×", "≤ 1.10×", true},
		{within(1.1), its, ours, "2.00×", "≤ 1.10×", false},
		{fasterBy(2), ours, its, "2.00× faster", "≥ 2.00× faster", true},
		{fasterBy(2.1), ours, its, "2.00× faster", "≥ 2.10× faster", false},
		{versus, ours, its, "2.00× faster", none, true},
		{goal{}, ours, its, "0.50×", none, false},
	} {
		ratio, text, met := c.goal.judge(c.ours, c.its)
		if ratio != c.ratio || text != c.goalsText || met != c.met {
			t.Errorf("%+v gives %s, %s, %v", c.goal, ratio, text, met)
		}
	}
}

func TestARivalThatCannotRunIsInTheTable(t *testing.T) {
	r := &run{Race: race.Race{Rounds: 1}}
	work := func(name string) race.Contender {
		return race.Contender{Name: name, Batch: 1, Work: func(int) error { return nil }}
	}
	rows, _, err := r.compare("sorting", work("ours"),
		rival{Contender: work("gone"), absent: "needs a newer Go"}, rival{Contender: work("here")})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].peer != "gone: needs a newer Go" || rows[0].its != none || rows[1].peer != "here" {
		t.Errorf("the rows are %+v", rows)
	}
}

func TestOnlyLinesThatDontSpeakOfTheFieldAreStrangers(t *testing.T) {
	const before = "type E struct {\n\tAmount int\n\tText string\n}\n"
	for name, c := range map[string]struct {
		after            string
		lines, strangers float64
	}{
		"nothing":        {before, 0, 0},
		"white space":    {"type E struct {\n\n\tAmount  int\n\tText    string\n}\n", 0, 0},
		"the field":      {"type E struct {\n\tAmount int\n\tVoucher string\n\tText string\n}\n", 1, 0},
		"its block":      {before + "if voucher {\n}\n", 2, 0},
		"another line":   {before + "func Version() int { return 2 }\n", 1, 1},
		"a line removed": {"type E struct {\n\tAmount int\n}\n", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if lines, strangers := compareLines(before, c.after); lines != c.lines || strangers != c.strangers {
				t.Errorf("%v lines differ, %v of them strangers", lines, strangers)
			}
		})
	}
}
