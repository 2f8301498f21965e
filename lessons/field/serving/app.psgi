# What Perl's servers run.
my @allowed = qw(GET HEAD POST);
sub {
    my $env = shift;
    my $method = $env->{REQUEST_METHOD};
    return [405, [Allow => join(", ", @allowed)], ["no such method\n"]]
        unless grep { $_ eq $method } @allowed;
    my $content = "";
    $env->{"psgi.input"}->read($content, $env->{CONTENT_LENGTH} || 0);
    my $page = "you sent: $content\n";
    [200, ["Content-Type" => "text/plain", "Content-Length" => length $page],
        [$method eq "HEAD" ? () : $page]];
};
