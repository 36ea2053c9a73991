Console.WriteLine("streamae");
