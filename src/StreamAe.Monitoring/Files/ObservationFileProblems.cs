namespace StreamAe.Monitoring.Files;

/// <summary>Reports all files that cannot be used together, so that an operator mends them in one go.</summary>
internal static class ObservationFileProblems
{
    private const int MostShown = 20;

    /// <summary>The one problem itself; of several, the first one's file and line with all messages.</summary>
    public static ObservationFileException Combine(IReadOnlyList<ObservationFileException> problems)
    {
        ObservationFileException first = problems[0];
        if (problems.Count == 1)
        {
            return first;
        }

        IEnumerable<string> others = problems.Skip(1).Take(MostShown - 1).Select(problem => problem.Message);
        string rest = problems.Count > MostShown ? $"\nand {problems.Count - MostShown} more" : "";
        return new ObservationFileException(first.File, first.Line, $"{first.Problem}\n{string.Join('\n', others)}{rest}", first);
    }
}
