namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A key in words: a row of the reference table.</summary>
/// <param name="Name">The key.</param>
/// <param name="Property">The property of the definition that it sets.</param>
/// <param name="Default">As written in a file; empty where there is none.</param>
/// <param name="Range">The values allowed; empty for a section.</param>
/// <param name="Unit">Of the value; empty where it has none.</param>
/// <param name="Summary">What it is.</param>
/// <param name="Raising">What raising it does; empty where that has no meaning.</param>
/// <param name="IsRequired">Whether a file must have it.</param>
/// <param name="Keys">The keys within.</param>
/// <param name="IsSecret">Whether its value may hold a password.</param>
internal sealed record KeyDescription(
    string Name,
    string Property,
    string Default,
    string Range,
    string Unit,
    string Summary,
    string Raising,
    bool IsRequired,
    IReadOnlyList<KeyDescription> Keys,
    bool IsSecret);
