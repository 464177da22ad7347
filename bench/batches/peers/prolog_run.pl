% Runs the exported program in SWI-Prolog: swipl prolog_run.pl PROGRAM FACTS OUTPUT.
% FACTS has a term case(Number, Facts) for each case. Its facts are asserted, the verdicts written, the facts and all
% tables removed again. Verdicts are rows of tabs: case, line, policy, rank; without the last two where no policy has
% rules.

:- initialization(main, main).

main :-
    current_prolog_flag(argv, Words),
    append(_, [Program, Facts, Output], Words),
    consult(Program),
    open(Facts, read, In, [encoding(utf8)]),
    open(Output, write, Out, [encoding(utf8)]),
    cases(In, Out),
    close(Out).

cases(In, Out) :-
    read_term(In, Term, []),
    (   Term = case(Number, Facts)
    ->  maplist(assertz, Facts),
        forall(user:verdict(Policy, Line, Rank), format(Out, "~w\t~s\t~s\t~w~n", [Number, Line, Policy, Rank])),
        forall(user:ungoverned(Line), format(Out, "~w\t~s~n", [Number, Line])),
        abolish_all_tables,
        maplist(retract, Facts),
        cases(In, Out)
    ;   true
    ).
