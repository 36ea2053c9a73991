namespace StreamAe.Host.Api;

/// <summary>A part of a list.</summary>
/// <param name="Next">Pass it as <c>cursor</c> for the part that follows; null where this is the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    public Page(IReadOnlyList<T> items)
        : this(items, null)
    {
    }
}
