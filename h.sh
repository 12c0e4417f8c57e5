drag () 
{ 
    xdotool mousemove $1 $2;
    sleep .2;
    xdotool mousedown 1;
    sleep .2;
    for i in 1 2 3 4 5;
    do
        xdotool mousemove $(( $1+($3-$1)*i/5 )) $(( $2+($4-$2)*i/5 ));
        sleep .08;
    done;
    xdotool mouseup 1;
    sleep .8
}
