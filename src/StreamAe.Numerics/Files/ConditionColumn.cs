namespace StreamAe.Numerics.Files;

/// <summary>A column of words that a conditional model is given one-hot, in the order of <paramref name="Categories"/>.</summary>
/// <param name="Name">The column.</param>
/// <param name="Categories">Its words, at least one, without repetition.</param>
public sealed record ConditionColumn(string Name, string[] Categories);
