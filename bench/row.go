package main

import (
	"fmt"
	"math"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

// row is one line of the table: a figure of ours, and one limit or peer.
type row struct {
	what      string
	ours      string
	allocs    string
	peer      string // the limit's or peer's name; none without one
	its       string // its figure
	itsAllocs string
	ratio     string
	goal      string // none for a figure that is only reported
	met       bool
}

const none = "–"

// goal is what a ratio to a limit or peer is to be; a factor of 0 only reports
// it.
type goal struct {
	factor float64
	faster bool // how often ours is faster, not how often it takes longer
}

// within is the goal to take at most so many times as long as a limit.
func within(factor float64) goal { return goal{factor: factor} }

// fasterBy is the goal to be at least so many times faster than a peer.
func fasterBy(factor float64) goal { return goal{factor: factor, faster: true} }

// versus reports how many times faster than a peer ours is.
var versus = goal{faster: true}

func (g goal) judge(ours, its race.Figures) (ratio, text string, met bool) {
	quotient, sign, unit := ours.Ratio(its), "≤ ", ""
	met = quotient <= g.factor
	if g.faster {
		quotient = 1 / quotient
		sign, unit, met = "≥ ", " faster", quotient >= g.factor
	}
	text = sign + times(g.factor) + unit
	if g.factor == 0 {
		text = none
	}
	return times(quotient) + unit, text, met
}

// rival is a limit or a peer, and what is to be reached beside it.
type rival struct {
	race.Contender
	goal goal
	// absent says why it can't be measured; the table says it.
	absent string
}

// compare lets ours and its rivals race, and gives a row for each rival.
func (r *run) compare(what string, ours race.Contender, rivals ...rival) ([]row, race.Figures, error) {
	contenders := []race.Contender{ours}
	for _, rival := range rivals {
		if rival.absent == "" {
			contenders = append(contenders, rival.Contender)
		}
	}
	measured, err := r.Run(contenders...)
	if err != nil {
		return nil, race.Figures{}, err
	}
	our, others := measured[0], measured[1:]
	var rows []row
	for _, rival := range rivals {
		if rival.absent != "" {
			rows = append(rows, row{
				what: what, ours: duration(our.Median()), allocs: count(our.Allocs), peer: rival.Name + ": " + rival.absent,
				its: none, itsAllocs: none, ratio: none, goal: none,
			})
			continue
		}
		rows = append(rows, beside(what, our, others[0], rival.goal))
		others = others[1:]
	}
	return rows, our, nil
}

// beside is the row of what was measured of ours and of one rival.
func beside(what string, ours, its race.Figures, g goal) row {
	ratio, text, met := g.judge(ours, its)
	return row{
		what: what, ours: duration(ours.Median()), allocs: count(ours.Allocs),
		peer: its.Name, its: duration(its.Median()), itsAllocs: count(its.Allocs),
		ratio: ratio, goal: text, met: met,
	}
}

// process is a row about processes, whose allocations nobody counted.
func (r row) process() row {
	r.allocs, r.itsAllocs = none, none
	return r
}

// reported is a row of a figure without a goal.
func reported(what, figure string) row {
	return row{what: what, ours: figure, allocs: none, peer: none, its: none, itsAllocs: none, ratio: none, goal: none}
}

// atMost is a row without a peer, whose figure has a limit.
func atMost(what string, figure, limit float64, text func(float64) string) row {
	r := reported(what, text(figure))
	r.goal, r.met = "≤ "+text(limit), figure <= limit
	return r
}

func count(n float64) string { return fmt.Sprintf("%.0f", math.Round(n)) }

func times(ratio float64) string { return fmt.Sprintf("%.2f×", ratio) }

func megabytes(bytes float64) string { return fmt.Sprintf("%.0f MB", bytes/1e6) }

// duration is a time in nanoseconds, in the unit that suits it.
func duration(nanoseconds float64) string {
	switch {
	case nanoseconds < 1e3:
		return fmt.Sprintf("%.0f ns", nanoseconds)
	case nanoseconds < 1e6:
		return fmt.Sprintf("%.2f µs", nanoseconds/1e3)
	case nanoseconds < 1e9:
		return fmt.Sprintf("%.1f ms", nanoseconds/1e6)
	}
	return fmt.Sprintf("%.2f s", nanoseconds/1e9)
}
