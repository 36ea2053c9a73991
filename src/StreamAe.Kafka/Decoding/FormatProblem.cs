namespace StreamAe.Kafka.Decoding;

/// <summary>Why a format does not fit a monitor.</summary>
/// <param name="Key">The key of the format that is wrong, such as <c>fields.flow</c>; it need not have been given.</param>
/// <param name="Value">What it says.</param>
/// <param name="Rule">What is wrong, to follow the value.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record FormatProblem(string Key, string Value, string Rule, string Remedy)
{
    public override string ToString() => $"{Key}: {Value} {Rule}; {Remedy}";
}
