using System.Reflection;

namespace StreamAe.Host.Modules;

/// <summary>Which StreamAe this is.</summary>
internal static class ProductVersion
{
    /// <summary><c>0.1.0</c>, with the commit behind a plus sign where the build knew it.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of no known version";
}
