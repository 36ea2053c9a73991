namespace StreamAe.Host.Modules;

/// <summary>An optional part, as the build recorded it in the executable.</summary>
/// <param name="Name">As in build/parts.props.</param>
/// <param name="Status"><c>included</c>, or <c>left out: </c> and the reason.</param>
/// <param name="AssemblyName">The assembly with its modules.</param>
internal sealed record Part(string Name, string Status, string AssemblyName)
{
    private const string Included = "included";

    public bool IsIncluded => Status == Included;
}
