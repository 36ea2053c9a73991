namespace StreamAe.Host.Lab.Experiments;

/// <summary>What came out of an experiment.</summary>
/// <param name="Setup">Data, model and training, in a sentence or two: enough to repeat it elsewhere.</param>
/// <param name="Table">The figures.</param>
/// <param name="Pictures">Sheets of pictures, where pictures say more.</param>
internal sealed record ExperimentResult(string Setup, ExperimentTable Table, IReadOnlyList<PictureSheet> Pictures);
