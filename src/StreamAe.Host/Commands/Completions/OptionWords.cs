namespace StreamAe.Host.Commands.Completions;

/// <summary>An option for completion.</summary>
/// <param name="Names">Its name, then its aliases.</param>
/// <param name="Summary">What it is, in a sentence.</param>
/// <param name="TakesValue">False for switches.</param>
/// <param name="Values">What it accepts, where that is a fixed list; empty for files, numbers and free text.</param>
internal sealed record OptionWords(IReadOnlyList<string> Names, string Summary, bool TakesValue, IReadOnlyList<string> Values);
