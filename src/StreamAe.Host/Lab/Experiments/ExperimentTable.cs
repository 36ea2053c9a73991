namespace StreamAe.Host.Lab.Experiments;

/// <summary>Figures of an experiment.</summary>
internal sealed record ExperimentTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
